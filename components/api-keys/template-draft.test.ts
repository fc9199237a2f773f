import { describe, expect, it } from "vitest";
import { emptyDraft, keyBodyOf } from "./key-draft";
import type { KeyProduct } from "./key-product";
import { filledFrom, templateBodyOf, templateDraft } from "./template-draft";

const nowMs = Date.parse("2026-11-22T12:00:00Z");
const images: KeyProduct = {
  id: "images",
  label: "Images",
  description: "",
  environments: ["production", "development"],
  scopes: [{ id: "images:read:*", description: "See", access: "read", endpoints: [] }],
  roles: [{ id: "viewer", label: "Viewer", description: "", locked: false }],
  perMinute: 10,
  examples: [],
};
const memory: KeyProduct = {
  ...images,
  id: "memory",
  scopes: [{ id: "read:memories", description: "Read", access: "read", endpoints: [] }],
  roles: [],
};
const products = [memory, images] as const;
const settings = {
  product: "images",
  environment: "production" as const,
  scopes: ["images:read:summer"],
  roles: ["viewer"],
  expires_in_days: 45,
  windows: [{ name: "daily", limit: 5, per: "1d" }],
  rate_limit: 20,
  tags: ["partner"],
  metadata: { tier: "gold" },
};

describe("a template", () => {
  it("fills the form of a new key in with exactly what it says, and leaves name and customer as typed", () => {
    const draft = { ...emptyDraft(memory), name: "Acme", external_id: "user_42" };
    const filled = filledFrom({ settings }, draft, [...products], nowMs);
    expect(keyBodyOf(filled, images, nowMs)).toEqual({ name: "Acme", external_id: "user_42", ...settings });
  });

  it("that says little leaves what it does not say as it was chosen", () => {
    const draft = { ...emptyDraft(memory), name: "Acme" };
    const filled = filledFrom({ settings: { tags: ["a"] } }, draft, [...products], nowMs);
    expect(keyBodyOf(filled, memory, nowMs)).toEqual({ ...keyBodyOf(draft, memory, nowMs), tags: ["a"] });
  });

  it("is edited as it is: a form that was opened and sent changes nothing", () => {
    const template = { id: "ktp_1", name: "Partner", settings, created_at: "", updated_at: "" };
    const body = templateBodyOf(templateDraft(template, [...products], nowMs), [...products], nowMs);
    expect(body).toEqual({ name: "Partner", ...settings });
  });
});
