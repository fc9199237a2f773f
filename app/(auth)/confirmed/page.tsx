import type { Metadata } from "next";
import { Confirmed } from "@/components/accounts/confirmed";

export const metadata: Metadata = { title: "Confirm it’s you" };

/** Where a provider leads back to after a confirmation, in a tab of its own. */
export default async function ConfirmedPage({
  searchParams,
}: {
  searchParams: Promise<{ error?: string | string[] }>;
}) {
  const { error } = await searchParams;
  return (
    <>
      <h1 className="mb-4 text-title">Confirm it’s you</h1>
      <Confirmed error={typeof error === "string" ? error : null} />
    </>
  );
}
