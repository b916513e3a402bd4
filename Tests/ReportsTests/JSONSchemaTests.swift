import Testing

private func problems(_ value: String, _ schema: String) throws -> [String] {
  try JSONSchema(schema: JSONValue(parsing: schema)).problems(in: JSONValue(parsing: value))
}

@Test(arguments: [
  ("1", #"{"type": "integer"}"#), ("1.5", #"{"type": ["number", "null"]}"#), ("null", #"{"type": ["number", "null"]}"#),
  ("{}", #"{"type": "object", "required": []}"#), ("[1, 2]", #"{"items": {"type": "number", "minimum": 1}}"#),
  (#""a""#, #"{"enum": ["a", 1]}"#), ("true", #"{"const": true}"#), (#""text""#, #"{"minimum": 3}"#),
  (#"{"a": 1}"#, #"{"properties": {"a": {"type": "number"}, "b": {"type": "null"}}, "additionalProperties": false}"#),
  ("0.5", #"{"title": "t", "description": "d", "maximum": 1}"#),
])
func theValidatorAccepts(value: String, schema: String) throws {
  #expect(try problems(value, schema) == [])
}

@Test(arguments: [
  ("1.5", #"{"type": "integer"}"#, "$: not of type integer"), ("true", #"{"type": "number"}"#, "$: not of type number"),
  ("1", #"{"type": "boolean"}"#, "$: not of type boolean"), (#""1""#, #"{"type": "number"}"#, "$: not of type number"),
  ("null", #"{"type": "object"}"#, "$: not of type object"), ("[]", #"{"type": "object"}"#, "$: not of type object"),
  ("{}", #"{"required": ["a"]}"#, "$: lacks a"),
  (#"{"a": {"c": 1}}"#, #"{"properties": {"a": {"required": ["b"]}}}"#, "$.a: lacks b"),
  (#"{"b": 1}"#, #"{"properties": {"a": {}}, "additionalProperties": false}"#, "$: unknown member b"),
  ("[1, -1]", #"{"items": {"minimum": 0}}"#, "$[1]: below minimum"), ("2", #"{"maximum": 1}"#, "$: above maximum"),
  (#""b""#, #"{"enum": ["a"]}"#, "$: not in enum"), ("1", #"{"const": true}"#, "$: not the constant"),
  ("1", ##"{"$defs": {"a": {"type": "string"}}, "$ref": "#/$defs/a"}"##, "$: not of type string"),
  ("1", ##"{"$ref": "#/$defs/a"}"##, "$: no definition #/$defs/a"),
  ("1", #"{"multipleOf": 2}"#, "$: unknown keyword multipleOf"),
])
func theValidatorRefuses(value: String, schema: String, problem: String) throws {
  #expect(try problems(value, schema) == [problem])
}
