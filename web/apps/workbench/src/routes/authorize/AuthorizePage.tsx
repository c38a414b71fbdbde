/** The sign-in page for outside sites, alone or in a frame of the site. */
import { Fault } from '@hobnail/api'
import { Avatar, FaultNotice, Notice, Pending, useWords } from '@hobnail/ui'
import { Alert, Button, Form, Input, QRCode, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import styles from './AuthorizePage.module.css'
import { texts } from './texts'
import { useLogin } from './useLogin'

type Login = ReturnType<typeof useLogin>

function Scan({ login }: { login: Login }) {
  const t = useWords(texts)
  const { begun, progress, expired, again, dev } = login
  if (!begun.data) return null
  const scanned = progress?.state === 'scanned'
  return (
    <div className={styles.scan}>
      <div role="img" aria-label={t.qr} className={styles.code} data-dim={expired || scanned}>
        <QRCode type="svg" value={begun.data.scanUrl} size={180} bordered={false} color="#111" bgColor="#fff" />
      </div>
      <p role="status" className={styles.status}>
        {expired ? t.expired : scanned ? `${t.scanned(progress.name ?? '')} · ${t.confirm}` : t.scanHint}
      </p>
      {expired && (
        <Button type="primary" onClick={again}>
          {t.again}
        </Button>
      )}
      {dev && !expired && !scanned && (
        <a href={begun.data.scanUrl} target="_blank" rel="noreferrer">
          {t.openHere}
        </a>
      )}
    </div>
  )
}

function Password({ login: { password } }: { login: Login }) {
  const t = useWords(texts)
  const fault = password.error
  const [needsOtp, setNeedsOtp] = useState(false)
  useEffect(() => {
    if (fault instanceof Fault && fault.code.startsWith('session.otp')) setNeedsOtp(true)
  }, [fault])
  return (
    <Form<{ mobile: string; password: string; otp?: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ mobile, ...rest }) => password.mutate({ mobile: mobile.replace(/[\s-]/g, ''), ...rest })}
    >
      {fault && <Alert className={styles.refusal} type="error" title={fault.message} role="alert" />}
      <Form.Item name="mobile" label={t.mobile} rules={[{ required: true, whitespace: true, message: t.mobileNeeded }]}>
        <Input type="tel" inputMode="tel" autoComplete="username" maxLength={32} />
      </Form.Item>
      <Form.Item name="password" label={t.passwordLabel} rules={[{ required: true, message: t.passwordNeeded }]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      {needsOtp && (
        <Form.Item name="otp" label={t.otp} extra={t.otpHint}>
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={32} autoFocus />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block loading={password.isPending}>
        {t.submit}
      </Button>
    </Form>
  )
}

export default function AuthorizePage() {
  const t = useWords(texts)
  const login = useLogin()
  const { begun, progress, goOn } = login
  const [way, setWay] = useState<'scan' | 'password'>('scan')
  const [other, setOther] = useState(false)
  const data = begun.data

  useEffect(() => {
    if (data) document.title = t.title(data.appName)
  }, [data, t])

  if (begun.error) {
    const refused = begun.error instanceof Fault && !begun.error.offline
    return (
      <main className={styles.page}>
        <div className={styles.panel}>
          {refused ? (
            <Notice title={t.cannot}>{`${begun.error.message} ${t.cannotHint}`}</Notice>
          ) : (
            <FaultNotice error={begun.error} onRetry={() => begun.refetch()} />
          )}
        </div>
      </main>
    )
  }
  if (!data) return <Pending />
  const ended = progress?.state === 'agreed' ? t.done : progress?.state === 'refused' ? t.refused : undefined
  const known = data.person && !other
  return (
    <main className={styles.page} data-frame={data.frame}>
      <div className={styles.panel}>
        <header className={styles.head}>
          <Avatar kind="app" name={data.appName} src={data.appIcon} size={44} />
          <div>
            <h1>{t.title(data.appName)}</h1>
            <p>{t.by(data.corpName)}</p>
          </div>
        </header>
        {ended ? (
          <p role="status" className={styles.ended}>
            {ended}
          </p>
        ) : known && data.person ? (
          <div className={styles.known}>
            <Avatar name={data.person.name} src={data.person.avatar} size={56} />
            <p>{data.person.corpName}</p>
            {goOn.error && <Alert type="error" title={goOn.error.message} role="alert" />}
            <Button type="primary" block loading={goOn.isPending} onClick={() => goOn.mutate()}>
              {t.goOn(data.person.name)}
            </Button>
            <Button type="text" onClick={() => setOther(true)}>
              {t.other}
            </Button>
          </div>
        ) : (
          <>
            <Segmented
              block
              value={way}
              onChange={setWay}
              options={[
                { value: 'scan', label: t.scan },
                { value: 'password', label: t.password },
              ]}
            />
            {way === 'scan' ? <Scan login={login} /> : <Password login={login} />}
          </>
        )}
        {data.asksCorp && !ended && <p className={styles.note}>{t.corp}</p>}
      </div>
    </main>
  )
}
