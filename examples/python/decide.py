"""Asks a server which paywall a customer gets, and writes the paywall as a page: without a library, over HTTP.

Start the server first: paywall serve --config paywalls.json --products products.json
"""

import json
import sys
import urllib.error
import urllib.request

SERVER = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8787"


def ask(operation, request):
    """Answers what the engine says; a failure has its stable code."""
    body = json.dumps(request).encode()
    call = urllib.request.Request(f"{SERVER}/api/{operation}", body, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(call, timeout=10) as answer:
            return json.load(answer)["ok"]
    except urllib.error.HTTPError as refused:
        error = json.load(refused)["error"]
        raise SystemExit(f"{error['code']}: {error['message']}") from None


with open("products.json", encoding="utf-8") as file:
    products = json.load(file)

request = {
    "device": {"formFactor": "phone"},
    "customer": {"journeyState": {"formerSubscriber": True}},
    "products": products,
    "locale": "de-DE",
    "now": 1764000000000,
}
print(ask("decide", request)["decision"]["paywall"])
with open("paywall.html", "w", encoding="utf-8") as page:
    page.write(ask("snapshot", request)["html"])
