import { Button } from "@/components/ui/button";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";

/**
 * Asks for the code that a device shows (RFC 8628 section 3.3). It is no form of a contract but a question to this
 * page, whose address takes the code. So it is plain HTML, and works before a script has loaded, or without any.
 */
export function DeviceCodeForm({ initial, problem }: { initial: string; problem: string | null }) {
  return (
    <form method="get" action="/device" className="flex flex-col gap-5">
      <header>
        <h1 className="text-title">Connect a device</h1>
        <p className="mt-2 text-sm text-muted">Type the code that the device or command line shows you.</p>
      </header>
      {problem && <FormAlert>{problem}</FormAlert>}
      <input type="hidden" name="step" value="confirm" />
      <div className="flex flex-col gap-1.5">
        <label htmlFor="device-code" className="text-sm font-medium">
          Code
        </label>
        <Input
          id="device-code"
          name="user_code"
          defaultValue={initial}
          required
          maxLength={20}
          placeholder="ABCD-EFGH"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          className="font-mono tracking-widest uppercase"
        />
      </div>
      <Button type="submit" variant="primary" className="w-full">
        Continue
      </Button>
      <p className="text-sm text-muted">
        Did somebody send you this code? Then close this page: it would give them your access.
      </p>
    </form>
  );
}
