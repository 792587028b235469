// What lib/server.mjs gives to the typed client.
export interface Server {
  url: string;
  port: number;
  key: string;
  stop(): Promise<{ status: number | null; signal: string | null }>;
}
export function demoServer(): Promise<Server>;
