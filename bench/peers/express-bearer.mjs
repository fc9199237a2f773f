/**
 * express 5, passport-http-bearer and express-rate-limit, all in memory: 10,000 tokens in a map by their SHA-256, limits
 * counted by the token's owner. Nothing is stored, metered or revoked elsewhere.
 */
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import express from "express";
import { rateLimit } from "express-rate-limit";
import passport from "passport";
import { Strategy } from "passport-http-bearer";
import { serve } from "./serve.mjs";

const hashOf = (token) => createHash("sha256").update(token).digest("hex");
const tokens = Array.from({ length: 10_000 }, () => randomBytes(24).toString("base64url"));
const owners = new Map(tokens.map((token, index) => [hashOf(token), { id: `owner-${index % 2_000}` }]));

passport.use(new Strategy((token, done) => done(null, owners.get(hashOf(token)) ?? false)));
const app = express();
app.disable("x-powered-by");
app.get(
  "/",
  passport.authenticate("bearer", { session: false }),
  rateLimit({
    windowMs: 60_000,
    limit: 1_000_000,
    keyGenerator: (request) => request.user.id,
    standardHeaders: "draft-8",
  }),
  (_, response) => response.json({ ok: true }),
);
serve(createServer(app), tokens);
