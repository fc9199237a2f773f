import type { Metadata } from "next";
import { ForgotPasswordForm } from "@/components/accounts/forgot-password-form";
import { runtime } from "@/lib/access/runtime";

export const metadata: Metadata = { title: "Forgot your password" };

export default function ForgotPasswordPage() {
  return (
    <>
      <h1 className="mb-4 text-title">Forgot your password?</h1>
      <ForgotPasswordForm mailed={runtime().settings.smtpUrl !== null} />
      <p className="mt-6 text-sm text-muted">
        Remembered it?{" "}
        <a
          href="/sign-in"
          className="inline-flex min-h-6 items-center font-medium text-accent-text hover:underline pointer-coarse:min-h-11"
        >
          Sign in
        </a>
      </p>
    </>
  );
}
