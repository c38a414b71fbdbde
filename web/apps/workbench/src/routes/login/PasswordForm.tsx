/** Mobile number and password. Somebody who belongs to several organisations enters the first one and changes it under 我. */
import { Fault } from '@hobnail/api'
import { useUi } from '@hobnail/ui'
import { Alert, Button, Form, Input } from 'antd'
import { usePassword } from '../../data/signin'
import { useTexts } from '../../texts'
import styles from './LoginPage.module.css'

type Credentials = { mobile: string; password: string }

export function PasswordForm({ onEnter }: { onEnter: () => void }) {
  const t = useTexts()
  const { texts } = useUi()
  const signIn = usePassword()
  const submit = ({ mobile, password }: Credentials) =>
    signIn.mutate({ mobile: mobile.replace(/[\s-]/g, ''), password }, { onSuccess: onEnter })

  const refusal = signIn.error && (
    <Alert
      className={styles.refusal}
      type={signIn.error instanceof Fault && signIn.error.status === 429 ? 'warning' : 'error'}
      title={signIn.error instanceof Fault && signIn.error.offline ? texts.offlineTitle : signIn.error.message}
      role="alert"
    />
  )

  return (
    <Form<Credentials> className={styles.form} layout="vertical" requiredMark={false} onFinish={submit}>
      {refusal}
      <Form.Item
        name="mobile"
        label={t.login.mobile}
        rules={[{ required: true, whitespace: true, message: t.login.mobileNeeded }]}
      >
        <Input type="tel" inputMode="tel" autoComplete="username" autoFocus maxLength={32} />
      </Form.Item>
      <Form.Item name="password" label={t.login.password} rules={[{ required: true, message: t.login.passwordNeeded }]}>
        <Input.Password autoComplete="current-password" maxLength={256} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
        {t.login.submit}
      </Button>
      <p className={styles.forgot}>{t.login.forgot}</p>
    </Form>
  )
}
