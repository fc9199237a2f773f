import { NoSuchPage } from "@/components/layout/no-such-page";
import { PlainLogo } from "@/components/layout/plain-logo";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center px-4 py-16">
      <div className="mb-8">
        <PlainLogo href="/" />
      </div>
      <NoSuchPage />
    </main>
  );
}
