/** The first call, for a chosen person, message type and language; to copy, or to run from here. */
import { type Demo, sendOnce } from '@hobnail/api'
import { CodeBlock, Select } from '@hobnail/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { curl, java, liveValues, python, type SampleKind, sample, sampleKinds, stamped } from '../../firstcall/programs'
import { useTexts } from '../../texts'
import styles from './StartPage.module.css'

const programs = { curl, Python: python, Java: java }
type Program = keyof typeof programs

export function FirstCall({
  app,
  userid,
  onUserid,
}: {
  app: Demo
  userid: string
  onUserid: (userid: string) => void
}) {
  const t = useTexts()
  const [kind, setKind] = useState<SampleKind>('text')
  const [program, setProgram] = useState<Program>('curl')
  const message = sample(kind, t)
  const run = useMutation({
    mutationFn: () => sendOnce(app, userid, stamped(message, new Date().toTimeString().slice(0, 8))),
  })

  return (
    <section className={styles.part} aria-labelledby="first-call">
      <h2 id="first-call">{t.start.call}</h2>
      <div className={styles.choices}>
        <label htmlFor="receiver">
          {t.start.to}
          <Select id="receiver" value={userid} onChange={event => onUserid(event.target.value)}>
            {app.users.map(user => (
              <option key={user.userid} value={user.userid}>
                {user.name} · {user.userid}
              </option>
            ))}
          </Select>
        </label>
        <Segmented
          aria-label={t.start.kind}
          value={kind}
          onChange={setKind}
          options={sampleKinds.map(value => ({ value, label: t.start.kinds[value] }))}
        />
        <Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>
          {t.start.run}
        </Button>
      </div>
      <CodeBlock
        label={program}
        code={programs[program](app, userid, message)}
        live={liveValues(app, userid)}
        choice={
          <Segmented
            aria-label={t.start.program}
            value={program}
            onChange={setProgram}
            options={Object.keys(programs) as Program[]}
          />
        }
      />
      <p className={styles.note}>
        {t.start.liveNote}
        {program === 'Java' && ` ${t.start.sdkNote}`}
      </p>
      {run.error && (
        <p role="alert" className={styles.failed}>
          {t.start.failed}：{run.error.message}
        </p>
      )}
      {run.data && (
        <div className={styles.answers} role="status" aria-label={t.start.answers}>
          <CodeBlock
            label={t.start.answers}
            code={`GET /gettoken\n${JSON.stringify(run.data.token)}\n${
              run.data.send
                ? `\nPOST /topapi/message/corpconversation/asyncsend_v2\n${JSON.stringify(run.data.send)}\n`
                : ''
            }`}
          />
        </div>
      )}
    </section>
  )
}
