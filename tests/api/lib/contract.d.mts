// What lib/contract.mjs gives to the typed client.
export interface Operation {
  id: string;
  method: string;
  path: string;
}
export interface Answer {
  status: number;
  type: string;
  text: string;
}
export interface Contract {
  operations: Operation[];
  find(method: string, path: string): Operation | undefined;
  offences(operation: Operation, answer: Answer): string[];
}
export function contractOf(document: object): Contract;
export function mediaType(header: string | null | undefined): string;
