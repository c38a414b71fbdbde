/**
 * The first call as a program to copy: gettoken, then asyncsend_v2, in three languages.
 *
 * A platform rule shapes them: the same content reaches the same person once a day. So every sample carries the time of
 * its run, written `{now}` in the catalogue and filled in by each language's own means.
 */
import type { Demo, WireMessage } from '@hobnail/api'
import type { Texts } from '../texts'

export type SampleKind = 'text' | 'markdown' | 'link' | 'action_card'
export const sampleKinds: SampleKind[] = ['text', 'markdown', 'link', 'action_card']

export type App = Pick<Demo, 'base_url' | 'corp_id' | 'agent_id' | 'app_key' | 'app_secret'>

/** Where no live values may be shown, the command takes them from the shell's variables. */
export const placeholders = (base_url: string) => ({
  base_url,
  corp_id: '',
  agent_id: '$AGENT_ID',
  app_key: '$APP_KEY',
  app_secret: '$APP_SECRET',
})

type Source = { [Key in keyof App]: App[Key] | string }

export const liveValues = (app: Source, userid: string): string[] => [
  app.base_url,
  app.app_key,
  app.app_secret,
  String(app.agent_id),
  userid,
]

export function sample(kind: SampleKind, t: Texts): WireMessage {
  const s = t.sample
  switch (kind) {
    case 'text':
      return { msgtype: 'text', text: { content: s.text } }
    case 'markdown':
      return { msgtype: 'markdown', markdown: { title: s.markdownTitle, text: s.markdown } }
    case 'link':
      return {
        msgtype: 'link',
        link: {
          messageUrl: 'https://example.com/meetings/42',
          picUrl: '@lADOADmaWMzazQKA',
          title: s.linkTitle,
          text: s.link,
        },
      }
    case 'action_card':
      return {
        msgtype: 'action_card',
        action_card: {
          title: s.cardTitle,
          markdown: s.card,
          btn_orientation: '1',
          btn_json_list: [
            { title: s.approve, action_url: 'https://example.com/claims/7/approve' },
            { title: s.refuse, action_url: 'https://example.com/claims/7/refuse' },
          ],
        },
      }
  }
}

/** The sample as it is sent now. */
export function stamped(msg: WireMessage, now: string): WireMessage {
  return JSON.parse(JSON.stringify(msg).replaceAll('{now}', now))
}

const sendPath = '/topapi/message/corpconversation/asyncsend_v2'

export function curl(app: Source, userid: string, msg: WireMessage): string {
  // A value from the shell has to leave the single quotes; so has the time.
  const agent = typeof app.agent_id === 'number' ? String(app.agent_id) : `'"${app.agent_id}"'`
  const short = JSON.stringify(msg)
  const message = (short.length < 100 ? short : JSON.stringify(msg, null, 2).replaceAll('\n', '\n  '))
    .replaceAll("'", `'\\''`)
    .replaceAll('{now}', `'"$(date +%T)"'`)
  return `TOKEN=$(curl -sG "${app.base_url}/gettoken" \\
  -d "appkey=${app.app_key}" \\
  -d "appsecret=${app.app_secret}" \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

curl -s "${app.base_url}${sendPath}?access_token=$TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{
  "agent_id": ${agent},
  "userid_list": "${userid}",
  "msg": ${message}
}'
`
}

export function python(app: App, userid: string, msg: WireMessage): string {
  const message = JSON.stringify(msg, null, 4)
    .replaceAll('{now}', '" + time.strftime("%X") + "')
    .replaceAll(' + ""', '')
    .replaceAll('\n', '\n    ')
  return `import json, time, urllib.parse, urllib.request

def call(path, body=None, **query):
    url = "${app.base_url}" + path + "?" + urllib.parse.urlencode(query)
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))

token = call("/gettoken", appkey="${app.app_key}", appsecret="${app.app_secret}")["access_token"]
reply = call("${sendPath}", {
    "agent_id": ${app.agent_id},
    "userid_list": "${userid}",
    "msg": ${message},
}, access_token=token)
print(reply)
`
}

export function java(app: App, userid: string, msg: WireMessage): string {
  const message = JSON.stringify(JSON.stringify(msg))
    .replaceAll('{now}', '" + java.time.LocalTime.now() + "')
    .replaceAll(' + ""', '')
  return `import com.dingtalk.api.DefaultDingTalkClient;
import com.dingtalk.api.request.OapiGettokenRequest;
import com.dingtalk.api.request.OapiMessageCorpconversationAsyncsendV2Request;

public class FirstCall {
  public static void main(String[] args) throws Exception {
    String base = "${app.base_url}";

    OapiGettokenRequest ask = new OapiGettokenRequest();
    ask.setAppkey("${app.app_key}");
    ask.setAppsecret("${app.app_secret}");
    ask.setHttpMethod("GET");
    String token = new DefaultDingTalkClient(base + "/gettoken").execute(ask).getAccessToken();

    OapiMessageCorpconversationAsyncsendV2Request send = new OapiMessageCorpconversationAsyncsendV2Request();
    send.setAgentId(${app.agent_id}L);
    send.setUseridList("${userid}");
    send.setMsg(${message});
    System.out.println(new DefaultDingTalkClient(base + "${sendPath}").execute(send, token).getBody());
  }
}
`
}
