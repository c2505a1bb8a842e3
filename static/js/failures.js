// What is said about requests that failed.

const UNREACHABLE = "The server could not be reached. Check the connection and try again.";

export const describeLimit = () => `The server did not answer within ${Math.ceil(htmx.config.timeout / 1000)} seconds.`;

export const describeFailure = ({ name }) => (name === "TimeoutError" ? `${describeLimit()} Try again.` : UNREACHABLE);
