/** What the library refuses, with its own words and the kind of the error, such as "InvalidArgument". */
export class ScipixError extends Error {
  constructor(kind, message) {
    super(message);
    this.name = 'ScipixError';
    this.kind = kind;
  }
}
