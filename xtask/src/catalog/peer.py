"""Reads what `cargo xtask catalog` needs out of two downloaded wheels, without installing or running them.

    peer.py prices WHEEL SHA256            prints LiteLLM's price table
    peer.py peer WHEEL SHA256 < questions  prints what genai-prices knows of each model: [[provider, id], …] gives answers in the same order
"""

import ast
import hashlib
import json
import re
import sys
import zipfile


def main():
    what, wheel, checksum = sys.argv[1:]
    with open(wheel, "rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    if found != checksum:
        sys.exit(f"{wheel} has the SHA-256 {found}, not the pinned {checksum}: remove it and try again")
    with zipfile.ZipFile(wheel) as archive:
        if what == "prices":
            sys.stdout.buffer.write(archive.read("litellm/model_prices_and_context_window_backup.json"))
            return
        source = archive.read("genai_prices/data.py").decode()
    providers = {provider["id"]: provider for provider in literal(providers_node(source))}
    answers = [answer(providers.get(provider), model) for provider, model in json.load(sys.stdin)]
    json.dump(answers, sys.stdout)


def providers_node(source):
    """The list that the module assigns to `providers`."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.AnnAssign) and statement.target.id == "providers":
            return statement.value
    sys.exit("genai_prices/data.py no longer assigns a list to `providers`")


def literal(node):
    """A constructor call becomes {"kind": its name, its keywords…}, Decimal its digits, a date or time its ISO text."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return [literal(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {literal(key): literal(value) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name == "Decimal":
            return literal(node.args[0])
        if name == "datetime.date":
            return "{:04}-{:02}-{:02}".format(*map(literal, node.args))
        if name == "datetime.time":
            return "{:02}:{:02}".format(*map(literal, node.args))
        return {"kind": name, **{keyword.arg: literal(keyword.value) for keyword in node.keywords}}
    if isinstance(node, ast.Attribute):
        return node.attr
    sys.exit(f"genai_prices/data.py has an expression that is not read here: {ast.unparse(node)[:80]}")


def answer(provider, model):
    """Prices and batch prices of the first model whose match clause holds, each as [{"from", "time", "rates"}], or null."""
    for candidate in provider["models"] if provider else []:
        if matches(candidate["match"], model.lower()):
            prices = candidate["prices"]
            if not isinstance(prices, list):
                prices = [{"prices": prices}]
            batch = [variant for variant in candidate.get("price_variants", []) if variant["when"] == {"processing": "batch"}]
            return {"id": candidate["id"], "prices": [dated(price) for price in prices], "batch": [dated(price) for price in batch]}
    return None


def dated(price):
    constraint = price.get("constraint") or {}
    return {
        "from": constraint.get("start_date"),
        "time": constraint.get("start_time"),
        "rates": {unit: tiers(rate) for unit, rate in price["prices"].items() if unit.endswith("_mtok")},
    }


def tiers(rate):
    """[[threshold, dollars per million], …], the base first at 0."""
    if isinstance(rate, dict):
        return [[0, rate["base"]]] + [[tier["start"], tier["price"]] for tier in rate["tiers"]]
    return [[0, rate]]


def matches(clause, text):
    for kind, holds in {
        "equals": lambda word: text == word.lower(),
        "starts_with": lambda word: text.startswith(word.lower()),
        "ends_with": lambda word: text.endswith(word.lower()),
        "contains": lambda word: word.lower() in text,
        "regex": lambda pattern: re.search(pattern, text) is not None,
        "or_": lambda clauses: any(matches(one, text) for one in clauses),
        "and_": lambda clauses: all(matches(one, text) for one in clauses),
    }.items():
        if kind in clause:
            return holds(clause[kind])
    sys.exit(f"genai_prices has a match clause that is not read here: {clause}")


main()
