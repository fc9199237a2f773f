import type { Metadata } from "next";
import { NotMeForm } from "@/components/accounts/not-me-form";

export const metadata: Metadata = { title: "This was not me" };

/** Where a mail about a sign-in leads. Reading the page does nothing: link scanners read it too. */
export default function NotMePage() {
  return (
    <>
      <h1 className="mb-4 text-title">This was not me</h1>
      <NotMeForm />
    </>
  );
}
