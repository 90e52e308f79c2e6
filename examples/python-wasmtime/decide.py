"""Decides and writes a page with the module itself, in wasmtime: no server, the same bytes as in browsers.

Install the runtime first: pip install wasmtime. The files of the npm package lie in a folder `paywall-runtime`.
docs/abi.md defines what is exported, and each field of requests and answers.
"""

import json
import sys

from wasmtime import Engine, Linker, Module, Store

OPERATIONS = {"decide": 1, "render": 2, "snapshot": 3, "act": 4, "describe": 5}


class Host:
    """An instance of the module. One thread at a time may use it."""

    def __init__(self, folder):
        engine = Engine()
        module = Module.from_file(engine, f"{folder}/paywall_runtime.wasm")
        linker = Linker(engine)
        # Its imports are a browser's. None of the exports here calls one.
        linker.define_unknown_imports_as_traps(module)
        self.store = Store(engine)
        self.exports = linker.instantiate(self.store, module).exports(self.store)
        if self.run("paywall_abi_version") != 2:
            raise SystemExit("this host speaks version 2 of the ABI, and the module another")
        with open(f"{folder}/locales/mul.bin", "rb") as tables:
            self.run("paywall_locales", *self.give(tables.read()))

    def load(self, document):
        """Reads a document, and returns what names it."""
        return self.answer("paywall_load", *self.give(document))["handle"]

    def ask(self, document, operation, request):
        """Carries out an operation on a document."""
        body = self.give(json.dumps(request).encode())
        return self.answer("paywall_call", document, OPERATIONS[operation], *body)

    def answer(self, name, *arguments):
        """Calls an export, and reads its answer. A refusal has a stable code."""
        place = self.run(name, *arguments) % 2**64
        pointer, length = place >> 32, place % 2**32
        answer = json.loads(self.exports["memory"].read(self.store, pointer, pointer + length))
        self.run("paywall_free", pointer, length)
        if "error" in answer:
            raise SystemExit(f"{answer['error']['code']}: {answer['error']['message']}")
        return answer["ok"]

    def give(self, data):
        """Copies bytes into the module, whose they are from then on."""
        pointer = self.run("paywall_alloc", len(data)) % 2**32
        if pointer == 0:
            raise SystemExit(f"the module has no room for {len(data)} bytes")
        self.exports["memory"].write(self.store, data, pointer)
        return pointer, len(data)

    def run(self, name, *arguments):
        return self.exports[name](self.store, *arguments)


host = Host(sys.argv[1] if len(sys.argv) > 1 else "paywall-runtime")
with open("paywalls.json", "rb") as file:
    document = host.load(file.read())
with open("products.json", encoding="utf-8") as file:
    products = json.load(file)

request = {
    "device": {"formFactor": "phone"},
    "customer": {"journeyState": {"formerSubscriber": True}},
    "products": products,
    "locale": "de-DE",
    "now": 1764000000000,
}
print(host.ask(document, "decide", request)["decision"]["paywall"])
with open("paywall.html", "w", encoding="utf-8") as page:
    page.write(host.ask(document, "snapshot", request)["html"])
