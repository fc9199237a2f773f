import type { Metadata } from "next";
import { UndoEmailChangeForm } from "@/components/accounts/undo-email-change-form";
import { runtime } from "@/lib/access/runtime";

export const metadata: Metadata = { title: "Take your account back" };

/** Where the link leads that is mailed to a former address. Reading the page changes nothing. */
export default function UndoEmailChangePage() {
  return (
    <>
      <h1 className="mb-4 text-title">Take your account back</h1>
      <UndoEmailChangeForm mailed={runtime().settings.smtpUrl !== null} />
    </>
  );
}
