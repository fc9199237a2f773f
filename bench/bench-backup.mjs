import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { table } from "./statistics.mjs";

/** A backup of a million rows of usage beside a writer, and its restore with checksums and comparison. */
export async function benchBackup({ database, room, progress, print, quick }) {
  const usageRows = quick ? 20_000 : 1_000_000;
  progress(`Saving and restoring ${usageRows.toLocaleString("en")} rows of usage …`);
  const { measureBackup } = await loadTypeScript("bench/backup.ts");
  const figure = await measureBackup(database.connectionString, room, usageRows);
  print(
    "Backup and restore",
    table([
      ["rows", "archive, MB", "backup, s", "writes beside it", "restore, s", "VmHWM, MiB"],
      [
        figure.rows.toLocaleString("en"),
        (figure.bytes / 1e6).toFixed(1),
        (figure.backupMs / 1000).toFixed(1),
        figure.writes.toLocaleString("en"),
        (figure.restoreMs / 1000).toFixed(1),
        figure.residentMiB.toFixed(0),
      ],
    ]),
  );
}
