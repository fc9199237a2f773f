import { expect, test } from "vitest";
import { NewPassword } from "@/lib/features/accounts/password-contract";
import { passwordChecklist } from "./password-checklist";

const samples = [
  "",
  "short",
  "longenough",
  "a".repeat(72),
  "a".repeat(73),
  "é".repeat(36),
  "é".repeat(37),
  "🔑".repeat(18),
  "🔑".repeat(19),
];

test.each(samples)("the checklist and the server agree on %j", (password) => {
  const allMet = passwordChecklist(password).every((rule) => rule.met);
  expect(allMet).toBe(NewPassword.safeParse(password).success);
});
