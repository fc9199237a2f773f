import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { SignInCard } from "./sign-in-card";

const [owner, admin] = ["owner", "admin"] as const;

describe("the card of sign-in", () => {
  const domain = {
    id: "dom_1",
    domain: "example.test",
    record: { name: "_latchkey-challenge.example.test", value: "latchkey-domain-verification=abc" },
    verified_at: null,
    required_provider: null,
    created_at: "2026-06-10T12:00:00Z",
  };
  const list = (change: object = {}): Answer => ({
    status: 200,
    body: { data: [{ ...domain, ...change }], providers: [{ id: "oidc", label: "Acme" }] },
  });

  it("shows the record that proves a domain, and the server's words while it is not there", async () => {
    const refused: Answer = { status: 409, body: { error: { code: "CONFLICT", message: "No such TXT record yet" } } };
    answerCalls(({ method }) => (method === "POST" ? refused : list()));
    renderPage(<SignInCard role={owner} />);
    expect(await screen.findByText("latchkey-domain-verification=abc")).toBeDefined();
    await userEvent.setup().click(screen.getByRole("button", { name: "Look for the record" }));
    expect((await screen.findByRole("alert")).textContent).toContain("No such TXT record yet");
  });

  it("offers the providers of a proved domain to owners, and tells admins which is required", async () => {
    answerCalls(() => list({ verified_at: "2026-06-10T12:00:00Z" }));
    const { unmount } = renderPage(<SignInCard role={owner} />);
    expect(await screen.findByRole("combobox", { name: "How addresses of example.test sign in" })).toBeDefined();
    unmount();
    const required = { id: "oidc", label: "Acme", configured: true };
    answerCalls(() => list({ verified_at: "2026-06-10T12:00:00Z", required_provider: required }));
    renderPage(<SignInCard role={admin} />);
    expect(await screen.findByText("Signs in with Acme alone.")).toBeDefined();
    expect(screen.queryByRole("button", { name: /Remove/ })).toBeNull();
  });

  it("asks before another provider is required, and sends nothing when that is cancelled", async () => {
    let required: object | null = null;
    const calls = answerCalls(({ method }) => {
      if (method === "PATCH") required = { id: "oidc", label: "Acme", configured: true };
      return method === "PATCH"
        ? { status: 200, body: { ...domain, required_provider: required } }
        : list({ verified_at: "2026-06-10T12:00:00Z", required_provider: required });
    });
    const changes = () => calls.filter(({ method }) => method === "PATCH").map(({ body }) => body);
    renderPage(<SignInCard role={owner} />);
    const user = userEvent.setup();
    const select = () => screen.getByRole<HTMLSelectElement>("combobox", { name: /^How addresses/ });
    await user.selectOptions(await screen.findByRole("combobox", { name: /^How addresses/ }), "oidc");
    expect((await screen.findByRole("dialog")).textContent).toContain("Their sessions that began in another way end");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(select().value).toBe("any"));
    await user.selectOptions(select(), "oidc");
    await user.click(await screen.findByRole("button", { name: "Change sign-in" }));
    expect(await screen.findByText("Sign-in saved")).toBeDefined();
    expect(changes()).toEqual([{ required_provider: "oidc" }]);
    expect(select().value).toBe("oidc");
  });
});
