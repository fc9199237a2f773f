import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { ProviderButtons } from "./provider-buttons";
import { providerProblem } from "./provider-problem";

it("a page tells why a sign-in ended at the provider, why it may not begin, and nothing without either", () => {
  expect(providerProblem({})).toBeNull();
  const { unmount } = render(providerProblem({ error: "access_denied" }));
  expect(screen.getByRole("status").textContent).toMatch(/^You cancelled there/);
  unmount();
  render(providerProblem({ reason: "rate_limited" }));
  expect(screen.getByRole("alert").textContent).toMatch(/^Too many attempts/);
});

it("a button says which page it stands on, and the target: both outlast the way to the provider and back", () => {
  const target = "/dashboard/usage?range=7d&by=key";
  render(<ProviderButtons providers={[{ id: "github", label: "GitHub" }]} target={target} from="/register" />);
  const href = screen.getByRole("link", { name: "Continue with GitHub" }).getAttribute("href") ?? "";
  const { pathname, searchParams } = new URL(href, "http://x");
  expect([pathname, Object.fromEntries(searchParams)]).toEqual([
    "/api/auth/github",
    { callbackUrl: target, from: "/register" },
  ]);
});
