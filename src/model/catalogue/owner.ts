/**
 * Which process something in the cache belongs to, and whether that process is still there.
 * @module
 */
import { hostname } from "node:os";

export interface Owner {
  readonly host: string;
  readonly process: number;
}

export const thisOwner = (): Owner => ({ host: hostname(), process: process.pid });

/** Whether the owner has certainly ended. Processes of another machine (a shared home folder) can't be asked. */
export function isGone({ host, process: id }: Owner): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
