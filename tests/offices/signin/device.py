"""A passkey without a browser: an authenticator in a few lines, which can also be made to lie."""

from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG
VERIFIED = FLAG.UP | FLAG.UV


class Device:
    """It holds one passkey, made for whatever is first asked of it."""

    def __init__(self, origin: str = "http://localhost", rp: str = "localhost") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = sha256(str(id(self.key)).encode()).digest()
        self.origin, self.rp, self.flags, self.owner = origin, rp, VERIFIED, ""

    def made(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to `creation_options`."""
        asked = asked["publicKey"]
        self.owner = str(asked["user"]["id"])
        data = AttestedCredentialData.create(Aaguid.NONE, self.id, ES256.from_cryptography_key(self.key.public_key()))
        state = AuthenticatorData.create(self._hash(), self.flags | FLAG.AT, 0, data)
        answer = {"attestationObject": AttestationObject.create("none", state, {})}
        return self._answer("webauthn.create", asked, answer) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def used(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to `request_options`."""
        asked = asked["publicKey"]
        state = AuthenticatorData.create(self._hash(), self.flags, 1)
        client = self._client("webauthn.get", asked)
        signature = self.key.sign(state + sha256(client).digest(), ec.ECDSA(SHA256()))
        answer = {"authenticatorData": state, "signature": signature, "userHandle": websafe_decode(self.owner)}
        return self._answer("webauthn.get", asked, answer)

    def _hash(self) -> bytes:
        return sha256(self.rp.encode()).digest()

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return bytes(CollectedClientData.create(kind, asked["challenge"], self.origin))

    def _answer(self, kind: str, asked: dict[str, Any], parts: dict[str, bytes]) -> dict[str, Any]:
        parts = {"clientDataJSON": self._client(kind, asked), **parts}
        named = websafe_encode(self.id)
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: websafe_encode(bytes(value)) for name, value in parts.items()},
        }
