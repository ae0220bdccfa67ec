"""Small DMN models and test files of the kit's form, made of a few texts."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def model(*parts: str, namespace: str = NAMESPACE) -> str:
    return (
        f'<definitions xmlns="{namespace}" id="m" name="m" namespace="urn:m">\n'
        + "\n".join(parts)
        + "\n</definitions>"
    )


def input_data(name: str, kind: str = "") -> str:
    return f"<inputData id={quoteattr(f'i_{name}')} name={quoteattr(name)}>{variable(name, kind)}</inputData>"


def variable(name: str, kind: str = "") -> str:
    return f"<variable name={quoteattr(name)}" + (f" typeRef={quoteattr(kind)}" if kind else "") + "/>"


def decision(
    name: str, logic: str, needs: Sequence[str] = (), kind: str = "", decisions: Sequence[str] = ()
) -> str:
    required = "".join(
        f"<informationRequirement><{tag} href={quoteattr(f'#{prefix}_{other}')}/></informationRequirement>"
        for tag, prefix, others in (("requiredInput", "i", needs), ("requiredDecision", "d", decisions))
        for other in others
    )
    begin = f"<decision id={quoteattr(f'd_{name}')} name={quoteattr(name)}>"
    return f"{begin}\n{variable(name, kind)}{required}\n{logic}\n</decision>"


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def structure(name: str, parts: Mapping[str, str], more: str = "") -> str:
    inner = "".join(
        f"<itemComponent name={quoteattr(part)}><typeRef>{kind}</typeRef></itemComponent>"
        for part, kind in parts.items()
    )
    return f"<itemDefinition name={quoteattr(name)}{more}>{inner}</itemDefinition>"


def table(
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    rules: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    **more: Mapping[str, str] | str,
) -> str:
    """A decision table.

    Args:
        inputs: Type by expression.
        outputs: Type by name; one output may be called "".
        rules: Entries of each rule.
        policy: The hit policy.
        more: `allowed` and `defaults` by input or output; `aggregation`.
    """
    allowed, defaults = dict(more.get("allowed", {})), dict(more.get("defaults", {}))
    aggregation = f' aggregation="{more["aggregation"]}"' if "aggregation" in more else ""
    lines = [f'<decisionTable hitPolicy="{policy}"{aggregation}>']
    for text, kind in inputs.items():
        lines.append(
            f"<input><inputExpression{typed(kind)}><text>{escape(text)}</text></inputExpression>"
            f"{entry('inputValues', allowed.get(text))}</input>"
        )
    for name, kind in outputs.items():
        named = f" name={quoteattr(name)}" if name else ""
        inner = entry("outputValues", allowed.get(name)) + entry("defaultOutputEntry", defaults.get(name))
        lines.append(f"<output{named}{typed(kind)}>{inner}</output>")
    for number, rule in enumerate(rules, 1):
        entries = [
            entry("inputEntry" if index < len(inputs) else "outputEntry", text)
            for index, text in enumerate(rule)
        ]
        lines.append(f'<rule id="r{number}">' + "".join(entries) + "</rule>")
    return "\n".join([*lines, "</decisionTable>"])


def typed(kind: str) -> str:
    return f" typeRef={quoteattr(kind)}" if kind else ""


def entry(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}><text>{escape(text)}</text></{name}>"


def case_file(model_name: str, *cases: str) -> str:
    return (
        f'<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="{INSTANCE}" '
        f'xmlns:xsd="http://www.w3.org/2001/XMLSchema"><modelName>{model_name}</modelName>'
        + "".join(cases)
        + "</testCases>"
    )


def case(number: str, inputs: Mapping[str, str], results: Mapping[str, str], more: str = "") -> str:
    """A test case; what inputs and results hold is XML, such as `value("decimal", "1")`."""
    given = "".join(
        f"<inputNode name={quoteattr(name)}>{inner}</inputNode>" for name, inner in inputs.items()
    )
    wanted = "".join(
        f'<resultNode name={quoteattr(name)} type="decision"><expected>{inner}</expected></resultNode>'
        for name, inner in results.items()
    )
    return f'<testCase id="{number}"{more}>{given}{wanted}</testCase>'


def value(kind: str, text: str) -> str:
    return f'<value xsi:type="xsd:{kind}">{escape(text)}</value>'


def parts(**components: str) -> str:
    return "".join(
        f"<component name={quoteattr(name)}>{inner}</component>" for name, inner in components.items()
    )


def items(*inner: str) -> str:
    return "<list>" + "".join(f"<item>{each}</item>" for each in inner) + "</list>"


NIL = '<value xsi:nil="true"/>'
