/** How a receiver checks a signature with the standard's own libraries. */
export const verificationSnippets = {
  node: `import express from "express";
import { Webhook } from "standardwebhooks"; // npm install standardwebhooks

const webhook = new Webhook(process.env.LATCHKEY_WEBHOOK_SECRET);

// The signature covers the body as it was sent: read it as text, before any parser.
express()
  .post("/webhooks/latchkey", express.text({ type: "application/json" }), (request, response) => {
    try {
      const event = webhook.verify(request.body, request.headers);
      response.sendStatus(204); // answer first, work later
      console.log(event.type, event.data);
    } catch {
      response.sendStatus(400);
    }
  })
  .listen(3001);`,
  python: `import os
from flask import Flask, request
from standardwebhooks import Webhook  # pip install standardwebhooks

app = Flask(__name__)
webhook = Webhook(os.environ["LATCHKEY_WEBHOOK_SECRET"])

@app.post("/webhooks/latchkey")
def receive():
    try:
        event = webhook.verify(request.get_data(), dict(request.headers))
    except Exception:
        return "", 400
    print(event["type"], event["data"])
    return "", 204`,
};
