"""The official Python client's ordinary calls. Prints a line of JSON for each: its name, and what went wrong or null."""

import json
import sys
import traceback

import openai

base_url, key, model, boat, tide = sys.argv[1:]
boat, tide = json.loads(boat), json.loads(tide)
client = openai.OpenAI(base_url=base_url, api_key=key, max_retries=0, timeout=600)
messages = [{"role": "user", "content": "Describe a boat."}]


def chats_whole_and_streamed():
    fields = dict(model=model, messages=messages, max_tokens=10, temperature=0)
    whole = client.chat.completions.create(**fields)
    assert whole.choices[0].finish_reason == "length"
    stream = client.chat.completions.create(**fields, stream=True, stream_options={"include_usage": True})
    text, usage = "", None
    for chunk in stream:
        text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
        usage = chunk.usage or usage
    assert text == whole.choices[0].message.content, text
    assert usage.completion_tokens == 10, usage


def is_boat(value):
    assert value["kind"] in ("sloop", "ketch") and 1 <= value["masts"] <= 3, value


def gets_objects_of_a_schema():
    response_format = {"type": "json_schema", "json_schema": {"name": "boat", "strict": True, "schema": boat}}
    for name in (model, "sijo"):
        answer = client.chat.completions.create(
            model=name, messages=messages, max_tokens=80, response_format=response_format
        )
        is_boat(json.loads(answer.choices[0].message.content))


def parses_with_pydantic():
    from typing import Literal

    from pydantic import BaseModel

    class Boat(BaseModel):
        name: str
        masts: int
        kind: Literal["sloop", "ketch"]

    parsed = client.chat.completions.parse(model=model, messages=messages, max_tokens=120, response_format=Boat)
    assert isinstance(parsed.choices[0].message.parsed, Boat)
    answer = client.responses.parse(model=model, input="Describe a boat.", max_output_tokens=120, text_format=Boat)
    assert isinstance(answer.output_parsed, Boat), answer


def calls_a_tool_and_takes_its_result_back():
    tools = [{"type": "function", "function": {"name": "tide", "description": "Tides of a port", "parameters": tide}}]
    forced = {"type": "function", "function": {"name": "tide"}}
    for choice in ("required", forced):
        first = client.chat.completions.create(
            model=model, messages=messages, tools=tools, tool_choice=choice, parallel_tool_calls=False, max_tokens=60
        )
        message = first.choices[0].message
        assert first.choices[0].finish_reason == "tool_calls"
        (call,) = message.tool_calls
        assert json.loads(call.function.arguments)["port"] in ("Busan", "Incheon")
    result = {"role": "tool", "tool_call_id": call.id, "content": "high at noon"}
    last = client.chat.completions.create(
        model=model, messages=[*messages, message, result], tools=tools, max_tokens=8, temperature=0
    )
    assert last.choices[0].message.content
    none = client.chat.completions.create(model=model, messages=messages, tools=tools, tool_choice="none", max_tokens=4)
    assert not none.choices[0].message.tool_calls


def gets_errors_as_its_own_classes():
    try:
        client.chat.completions.create(model=model, messages=messages, extra_body={"top_k": 5})
    except openai.BadRequestError as error:
        assert (error.status_code, error.param, error.code) == (400, "top_k", "unknown_parameter"), error
    else:
        raise AssertionError("no error")
    try:
        client.chat.completions.create(model=model, messages=messages, temperature="warm")
    except openai.BadRequestError as error:
        assert error.param == "temperature", error
    else:
        raise AssertionError("no error")
    try:
        client.chat.completions.create(model="gpt-4o", messages=messages)
    except openai.NotFoundError as error:
        assert error.code == "model_not_found", error
    else:
        raise AssertionError("no error")
    try:
        openai.OpenAI(base_url=base_url, api_key="sk-other", max_retries=0).models.list()
    except openai.AuthenticationError:
        pass
    else:
        raise AssertionError("no error")


def aborts_in_the_middle():
    stream = client.chat.completions.create(model=model, messages=messages, max_tokens=900, stream=True)
    for _ in stream:
        break
    stream.close()


def gives_our_own_fields_and_reads_the_verdict():
    answer = client.chat.completions.create(
        model="sijo",
        messages=messages,
        seed=1,
        extra_body={"sijo": {"contract": "text has exactly 3 words", "limits": {"seconds": 250}}},
    )
    assert answer.model_extra["sijo"]["status"] == "answered", answer


def speaks_the_responses_api():
    fields = dict(model=model, input="Describe a boat.", max_output_tokens=10, temperature=0)
    whole = client.responses.create(**fields)
    with client.responses.stream(**fields) as stream:
        events = list(stream)
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert events[-1].type == "response.incomplete", events[-1]
    assert text == whole.output_text == events[-1].response.output_text, text
    forced = dict(type="function", name="tide", parameters=tide, strict=True)
    with client.responses.stream(model=model, input="Tides?", tools=[forced], tool_choice="required") as stream:
        (call,) = stream.get_final_response().output
    assert json.loads(call.arguments)["port"] in ("Busan", "Incheon"), call


def lists_models():
    assert [card.id for card in client.models.list()] == ["sijo", model]


CALLS = [
    lists_models,
    chats_whole_and_streamed,
    gets_objects_of_a_schema,
    parses_with_pydantic,
    calls_a_tool_and_takes_its_result_back,
    gets_errors_as_its_own_classes,
    aborts_in_the_middle,
    gives_our_own_fields_and_reads_the_verdict,
    speaks_the_responses_api,
]

for call in CALLS:
    try:
        call()
        failed = None
    except Exception:
        failed = traceback.format_exc()
    print(json.dumps({"name": call.__name__.replace("_", " "), "failed": failed}), flush=True)
