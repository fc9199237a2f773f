import "server-only";
import type SMTPTransport from "nodemailer/lib/smtp-transport";

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/**
 * What a URL such as `smtps://user:password@mail.example.com` means. `smtps` is TLS from the start (port 465). `smtp`
 * (port 587) turns to TLS when the server offers it, and must before it gets a password, except on this very machine.
 */
export function smtpOptionsOf(smtpUrl: string): SMTPTransport.Options {
  const url = new URL(smtpUrl);
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const user = decodeURIComponent(url.username);
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && user !== "" && !loopback.test(host),
    ...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    dnsTimeout: 10_000,
    socketTimeout: 20_000,
  };
}
