"""Stripe's signature checked by hand, in Python's http.server. GET /count says how many events took effect."""

import hashlib
import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["STRIPE_WEBHOOK_SECRET"].encode()
count = 0


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, text):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        self.answer(200, str(count))

    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers["content-length"]))
        fields = dict(part.split("=", 1) for part in self.headers.get("stripe-signature", "").split(","))
        signed = fields["t"].encode() + b"." + body
        expected = hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
        if fields["v1"] != expected:
            return self.answer(401, "expected " + expected)
        event = json.loads(body)
        if event["type"] == "invoice.paid":
            count += 1
        self.answer(200, "ok")

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
