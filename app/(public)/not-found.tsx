import { NoSuchPage } from "@/components/layout/no-such-page";

export const metadata = { title: "Not found" };

/** Within the frame of public pages, which has the `main` of the document and the logo. */
export default function PublicNotFound() {
  return (
    <div className="mx-auto max-w-md px-4 py-16">
      <NoSuchPage />
    </div>
  );
}
