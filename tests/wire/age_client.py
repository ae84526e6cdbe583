"""Opens a file of ours with pyrage, and seals one for us. Prints one JSON document."""

import json
import sys

import pyrage

kind, sealed, identity, phrase, clear, theirs = sys.argv[1:]

with open(sealed, "rb") as file:
    ours = file.read()
with open(clear, "rb") as file:
    document = file.read()
with open(phrase, encoding="utf-8") as file:
    passphrase = file.read().rstrip("\n")
with open(identity, encoding="utf-8") as file:
    line = next(line for line in file if line.startswith("AGE-SECRET-KEY-"))
key = pyrage.x25519.Identity.from_str(line.strip())

if kind == "recipient":
    opened = pyrage.decrypt(ours, [key])
    made = pyrage.encrypt(document, [key.to_public()], armored=True)
else:
    opened = pyrage.passphrase.decrypt(ours, passphrase)
    made = pyrage.passphrase.encrypt(document, passphrase, armored=True)
with open(theirs, "wb") as file:
    file.write(made)

try:
    if kind == "recipient":
        pyrage.decrypt(ours, [pyrage.x25519.Identity.generate()])
    else:
        pyrage.passphrase.decrypt(ours, passphrase + "x")
    refused = False
except pyrage.DecryptError:
    refused = True

json.dump({"opened": opened.decode(), "refused": refused}, sys.stdout)
