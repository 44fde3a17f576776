/** Adapters to LangChain. */
export {}
