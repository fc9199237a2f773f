import { expect, it } from "vitest";
import { ApiError } from "./api-error";
import { withChallenge } from "./challenge";

it("an error that gets a challenge keeps all else that it tells", () => {
  const details = {
    problems: [{ path: "code", message: "is wrong" }],
    members: { methods: ["password"] },
    headers: { "retry-after": "1" },
  };
  const error = new ApiError("unauthenticated", "Sign in", details);
  const told = withChallenge(error, { path: "/api/v1/memories", headers: new Headers() }, null, "https://example.test");
  expect(told).toMatchObject({
    ...details,
    kind: "unauthenticated",
    message: "Sign in",
    headers: { "retry-after": "1", "www-authenticate": "Bearer" },
  });
});
