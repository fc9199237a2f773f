import type { Metadata } from "next";
import { ResetPasswordForm } from "@/components/accounts/reset-password-form";
import { runtime } from "@/lib/access/runtime";

export const metadata: Metadata = { title: "Set a new password" };

/** Where a mailed link leads. Reading the page uses nothing up: link scanners read it too. */
export default function ResetPasswordPage() {
  return (
    <>
      <h1 className="mb-4 text-title">Set a new password</h1>
      <ResetPasswordForm minLength={runtime().settings.passwordMinLength} />
    </>
  );
}
