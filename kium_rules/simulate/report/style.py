"""How a simulation's page looks, on a screen and on paper."""

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f5f6; color: #1e2124; line-height: 1.6;
  font-family: "Pretendard GOV", Pretendard, "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo",
    "Malgun Gothic", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 1.5rem; margin: 0 0 4px; }
h2 { font-size: 1.15rem; margin: 0 0 16px; }
p { margin: 0 0 8px; }
.headline { font-size: 1.2rem; }
.note, footer { color: #58616a; }
footer { margin-top: 16px; }
section { background: #fff; border: 1px solid #cdd1d5; border-radius: 8px; padding: 20px 24px; margin-top: 20px; }
.cards { display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px; margin: 20px 0 0; padding: 0;
  list-style: none; }
.cards li { background: #fff; border: 1px solid #cdd1d5; border-radius: 8px; padding: 16px 20px; }
.cards strong { display: block; font-size: 1.7rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.cards .change { font-weight: 700; }
.pair { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); gap: 28px; align-items: start; }
svg { display: block; width: 100%; height: auto; font-family: inherit; }
.scroll { overflow-x: auto; }
.tall { max-height: 460px; overflow: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 700; padding-bottom: 6px; }
th, td { border-bottom: 1px solid #e6e8ea; padding: 5px 8px; text-align: left; vertical-align: top;
  word-break: keep-all; }
thead th { background: #f4f5f6; border-bottom: 1px solid #8a949e; position: sticky; top: 0; }
td.number, th.number { text-align: right; }
td.number { white-space: nowrap; }
th[scope=row] { font-weight: 400; white-space: nowrap; }
details { margin-top: 16px; }
summary { cursor: pointer; color: #0b50d0; font-weight: 700; }
:focus-visible { outline: 3px solid #0b50d0; outline-offset: 2px; }
@media (max-width: 800px) { .pair, .cards { grid-template-columns: minmax(0, 1fr); } main { padding: 20px 12px 40px; } }
@media print {
  body { background: #fff; font-size: 10pt; } main { padding: 0; }
  section { break-inside: avoid; border: 0; padding: 0; }
  .tall { max-height: none; overflow: visible; } details:not([open]) { display: none; }
}
"""
