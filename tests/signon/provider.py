"""An identity provider as a process of its own: `python -m tests.signon.provider PORT`.

oidc-provider-mock, which lets anybody be anybody, with PKCE demanded as real providers do. The claims of a
subject are set by `PUT /users/<subject>`.
"""

import base64
import hashlib
import os
import re
import sys
from urllib.parse import parse_qs, urlsplit

import flask
import werkzeug.serving
from oidc_provider_mock import app

LISTENING = "identity provider listens"


def demanding() -> flask.Flask:
    """The provider, which gives no token to who cannot show the verifier of their challenge."""
    made = app()
    challenges: dict[str, str] = {}

    @made.after_request
    def remember(response: flask.Response) -> flask.Response:
        code = parse_qs(urlsplit(response.headers.get("Location", "")).query).get("code")
        if code and flask.request.args.get("code_challenge_method") == "S256":
            challenges[code[0]] = flask.request.args.get("code_challenge", "")
        if response.mimetype == "text/html":  # its looks come from elsewhere, and tests go nowhere
            response.set_data(re.sub(r"<link\b[^>]*>", "", response.get_data(as_text=True)))
        return response

    @made.before_request
    def demand() -> tuple[dict[str, str], int] | None:
        if flask.request.path != "/oauth2/token":
            return None
        verifier = flask.request.form.get("code_verifier", "")
        hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        if verifier and challenges.pop(flask.request.form.get("code", ""), None) == hashed:
            return None
        return {"error": "invalid_grant"}, 400

    return made


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    server = werkzeug.serving.make_server("127.0.0.1", int(sys.argv[1]), demanding(), threaded=True)
    sys.stderr.write(f"{LISTENING}\n")
    sys.stderr.flush()
    server.serve_forever()
