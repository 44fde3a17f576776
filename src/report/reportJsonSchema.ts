import * as Schema from "effect/Schema"
import { Report, reportVersion } from "./Report.js"

/**
 * The JSON Schema (draft 2020-12) of `report.json`, made from the schema that the program itself decodes with.
 *
 * @category report
 */
export const reportJsonSchema = (): object => {
  const { schema, definitions } = Schema.toJsonSchemaDocument(Report)
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `collaboration-gain report, version ${reportVersion}`,
    ...schema,
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions })
  }
}
