"use client";
import "./globals.css";
import type { PageFailure } from "@/components/ui/page-failure";

/**
 * The last resort: even the root layout failed. So this is a page of its own and uses nothing of ours but the colours.
 */
export default function GlobalError({ retry }: PageFailure) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center px-4">
          <h1 className="text-title">This page could not be shown</h1>
          <p className="mt-2 text-muted">Try again in a moment.</p>
          <button
            type="button"
            onClick={retry}
            className="control focus-ring mt-6 rounded-lg bg-accent px-4 font-medium text-on-accent"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
