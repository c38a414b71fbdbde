import BugOutlined from '@ant-design/icons/es/icons/BugOutlined'
import { definePage } from '@hobnail/ui'

export default definePage({
  path: 'dev',
  title: { zh: '调试', en: 'Dev' },
  icon: <BugOutlined />,
  may: (_, mode) => mode === 'dev',
  load: () => import('./DevPage'),
})
