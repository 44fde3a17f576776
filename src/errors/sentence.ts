/** One line out of the four fields that every error of this package carries. */
export const sentence = (error: {
  readonly what: string
  readonly value: string
  readonly limit: string
  readonly advice: string
}): string => `${error.what}: ${error.value}; ${error.limit}. ${error.advice}`
