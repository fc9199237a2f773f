import { type CSSProperties, createElement, type ReactElement, useEffect } from "react";

/** What `<latchkey-keys>` takes as a component of React. */
export type LatchkeyKeysProps = {
  /** Where the deployment answers, such as `https://keys.example.com`. */
  deployment: string;
  /** Asks your backend for a token of `POST /api/v1/portal/sessions` with `embed`; again once it has ended. */
  getToken: () => Promise<string>;
  className?: string;
  /** Among them the custom properties that it is themed by, such as `--latchkey-accent`. */
  style?: CSSProperties;
};

const script = "/embed/latchkey-keys.js";

/** A customer's API keys, usage and limits within a page of yours; the script behind it comes from the deployment, once. */
export function LatchkeyKeys({ deployment, getToken, className, style }: LatchkeyKeysProps): ReactElement {
  const source = new URL(script, deployment).href;
  useEffect(() => {
    if (document.querySelector(`script[src="${source}"]`)) return;
    document.head.append(Object.assign(document.createElement("script"), { src: source, async: true }));
  }, [source]);
  const takeToken = (element: (HTMLElement & Pick<LatchkeyKeysProps, "getToken">) | null) => {
    if (element) element.getToken = getToken;
  };
  return createElement("latchkey-keys", { base: new URL(deployment).origin, ref: takeToken, class: className, style });
}
