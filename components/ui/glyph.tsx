import type { ComponentProps } from "react";

/**
 * The few signs that pages before the dashboard use. Drawn here, they cost a browser nothing of the icon library, which
 * would be a fifth of what such a page may add to the framework.
 */
const drawings = {
  alert: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7.5V13M12 16.4v.1",
  check: "m5 12.5 4.5 4.5L19 7",
  chevron: "m6 9.5 6 6 6-6",
  circle: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  key: "M7.5 8.5a3.75 3.75 0 1 0 0 7.5 3.75 3.75 0 0 0 0-7.5ZM11.2 12.2h10M17.5 12.2v3.3M21 12.2v2.3",
  monitor: "M3.5 4.5h17v11.5h-17ZM12 16v4M8.5 20h7",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5Z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  withoutEye:
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM4 4l16 16",
};

/** A sign beside words that say the same; assistive technology is told the words. */
export function Glyph({ of, ...rest }: { of: keyof typeof drawings } & Omit<ComponentProps<"svg">, "viewBox">) {
  return (
    <svg
      {...rest}
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={drawings[of]} />
    </svg>
  );
}
