"""A request for the same picture in each way in which people write one."""

# The key that all of them have, as a text of the code.
# Nothing but its place says that it is a key.
KEY = "Zq8vT2mN4xW7pL"

EXAMPLES = {
    "bash": rf"""
export BFL_KEY={KEY}
STYLE="watercolour"
for SEED in 7 8 9; do
  curl -sSX POST https://api.bfl.ai/v1/flux-2-flex \
    -H "x-key: $BFL_KEY" -H 'Content-Type: application/json' \
    --data-raw '{{"prompt": "it'\''s a '"$STYLE"' cat", "steps": 30, "seed": '"$SEED"'}}' | jq -r .polling_url
done
""",
    "heredoc": f"""
curl --url "https://api.bfl.ai/v1/flux-2-flex" --header "x-key: {KEY}" --json @- <<EOF
{{"prompt": "it's a watercolour cat", "steps": 30, "seed": 7}}
EOF
""",
    "substitution": f"""
response=$(curl -s 'https://api.bfl.ai/v1/flux-2-flex' -H 'x-key: {KEY}' -d "$(cat <<'JSON'
{{"prompt": "it's a watercolour cat",
  "steps": 30, "seed": 7}}
JSON
)")
echo "$response"
""",
    "chrome_bash": rf"""
curl 'https://api.bfl.ai/v1/flux-2-flex' \
  -H 'accept: */*' \
  -H 'x-key: {KEY}' \
  --data-raw $'{{"prompt":"it\'s a watercolour cat","steps":30,"seed":7}}' \
  --compressed
""",
    "cmd": f"""
curl ^"https://api.bfl.ai/v1/flux-2-flex^" ^
  -X ^"POST^" ^
  -H ^"x-key: {KEY}^" ^
  --data-raw ^"^{{^\\^"prompt^\\^":^\\^"it's a watercolour cat^\\^",^\\^"steps^\\^":30,^\\^"seed^\\^":7^}}^"
""",
    "cmd_plain": f"""
set BFL_KEY={KEY}
curl.exe -X POST "https://api.bfl.ai/v1/flux-2-flex" -H "x-key: %BFL_KEY%" ^
  -d "{{\\"prompt\\": \\"it's a watercolour cat\\", \\"steps\\": 30, \\"seed\\": 7}}"
""",
    "powershell": f"""
$env:BFL_KEY = "{KEY}"
$style = 'watercolour'
$headers = @{{
    "x-key" = $env:BFL_KEY  # the key
    "Content-Type" = "application/json"
}}
$body = @{{ prompt = "it's a $style cat"; steps = 30; seed = 7 }} | ConvertTo-Json -Depth 5
$answer = Invoke-RestMethod -Uri "https://api.bfl.ai/v1/flux-2-flex" -Method Post `
    -Headers $headers -Body $body -ContentType 'application/json'
$answer.polling_url
""",
    "powershell_splat": f"""
$request = @{{
  Uri = 'https://api.bfl.ai/v1/flux-2-flex'
  Method = 'POST'
  Headers = @{{ 'x-key' = '{KEY}' }}
  Body = @'
{{"prompt": "it's a watercolour cat", "steps": 30, "seed": 7}}
'@
}}
Invoke-RestMethod @request
""",
    "powershell_curl": f"""
curl.exe -X POST "https://api.bfl.ai/v1/flux-2-flex" `
  -H "x-key: {KEY}" `
  -d '{{\\"prompt\\": \\"it''s a watercolour cat\\", \\"steps\\": 30, \\"seed\\": 7}}'
""",
    "javascript": f"""
const key = process.env.BFL_KEY ?? "{KEY}";
const base = {{ steps: 30 }};
async function generate(prompt, seed = 7) {{
  const answer = await fetch(`https://api.bfl.ai/v1/${{"flux-2-flex"}}`, {{
    method: "POST",
    headers: {{ "x-key": key, "Content-Type": "application/json" }},
    body: JSON.stringify({{ prompt, ...base, seed }}),
  }});
  return (await answer.json()).polling_url;
}}
generate("it's a " + 'watercolour' + ` cat`).then(console.log);
""",
    "axios": f"""
import axios from "axios";
const client = axios.create({{ baseURL: "https://api.bfl.ai", headers: {{ "x-key": "{KEY}" }} }});
client.post("/v1/flux-2-flex", {{ prompt: "it's a watercolour cat", steps: 30, seed: 7 }})
  .then(({{ data }}) => console.log(data));
""",
    "axios_options": f"""
axios({{
  method: 'post',
  url: 'https://api.bfl.ai/v1/flux-2-flex',
  headers: {{ 'x-key': '{KEY}' }},
  data: {{ prompt: "it's a watercolour cat", steps: 30, seed: 7 }},
}});
""",
    "python": f"""
import os
import requests

style = "watercolour"

def generate(prompt: str, steps: int = 30) -> str:
    response = requests.post(
        "https://api.bfl.ai/v1/flux-2-flex",
        headers={{"x-key": os.environ.get("BFL_KEY", "{KEY}"), "accept": "application/json"}},
        json={{"prompt": prompt, "steps": steps, **{{"seed": 7}}}},
    )
    return response.json()["polling_url"]

print(generate(f"it's a {{style}} cat"))
""",
    "httpx": f"""
import asyncio, httpx, json
KEY = "{KEY}"
payload = {{"prompt": "it's a "
                     "watercolour cat"}}
payload["steps"] = 30
payload.update(seed=7)
async def main():
    async with httpx.AsyncClient(base_url="https://api.bfl.ai", headers={{"x-key": KEY}}) as client:
        await client.post("/v1/flux-2-flex", content=json.dumps(payload))
asyncio.run(main())
""",
    "urllib": f"""
from urllib.request import Request, urlopen
import json
body = json.dumps({{"prompt": "it's a watercolour cat", "steps": 30, "seed": 7}}).encode("utf-8")
urlopen(Request("https://api.bfl.ai/v1/flux-2-flex", data=body, headers={{"x-key": "{KEY}"}}))
""",
    "chrome_fetch": f"""
fetch("https://api.bfl.ai/v1/flux-2-flex", {{
  "headers": {{ "accept": "*/*", "x-key": "{KEY}" }},
  "body": "{{\\"prompt\\":\\"it's a watercolour cat\\",\\"steps\\":30,\\"seed\\":7}}",
  "method": "POST"
}});
""",
    "postman_fetch": f"""
var myHeaders = new Headers();
myHeaders.append("x-key", "{KEY}");
var raw = JSON.stringify({{ "prompt": "it's a watercolour cat", "steps": 30, "seed": 7 }});
var requestOptions = {{ method: 'POST', headers: myHeaders, body: raw, redirect: 'follow' }};
fetch("https://api.bfl.ai/v1/flux-2-flex", requestOptions)
  .then(response => response.text())
  .catch(error => console.log('error', error));
""",
    "node_https": f"""
const https = require('https');
const options = {{ hostname: 'api.bfl.ai', path: '/v1/flux-2-flex', method: 'POST', headers: {{ 'x-key': '{KEY}' }} }};
const request = https.request(options, (response) => {{}});
request.write(JSON.stringify({{ prompt: "it's a watercolour cat", steps: 30, seed: 7 }}));
request.end();
""",
    "typescript": f"""
interface Body {{ prompt: string; steps?: number; seed?: number }}
const body: Body = {{ prompt: "it's a watercolour cat", steps: 30, seed: 7 }};
async function run(key: string): Promise<void> {{
  const answer: Response = await fetch("https://api.bfl.ai/v1/flux-2-flex", {{
    method: "POST",
    headers: {{ "x-key": key }} as HeadersInit,
    body: JSON.stringify(body),
  }});
  console.log((await answer.json()) as unknown);
}}
run("{KEY}");
""",
    "http_client": f"""
import http.client
import json
connection = http.client.HTTPSConnection("api.bfl.ai")
payload = json.dumps({{"prompt": "it's a watercolour cat", "steps": 30, "seed": 7}})
connection.request("POST", "/v1/flux-2-flex", payload, {{'x-key': '{KEY}'}})
""",
    "powershell_dictionary": f"""
$headers = New-Object "System.Collections.Generic.Dictionary[[String],[String]]"
$headers.Add("x-key", "{KEY}")
$body = @"
{{`"prompt`": `"it's a watercolour cat`", `"steps`": 30, `"seed`": 7}}
"@
$response = Invoke-RestMethod 'https://api.bfl.ai/v1/flux-2-flex' -Method 'POST' -Headers $headers -Body $body
""",
    "typographic": f"""
curl “https://api.bfl.ai/v1/flux-2-flex” -H “x-key: {KEY}” -d
""".strip()
    + """ "{\\"prompt\\": \\"it's a watercolour cat\\", \\"steps\\": 30, \\"seed\\": 7}"
""",
}
