import AppstoreFilled from '@ant-design/icons/es/icons/AppstoreFilled'
import AppstoreOutlined from '@ant-design/icons/es/icons/AppstoreOutlined'
import { definePage } from '@hobnail/ui'

export default definePage({
  path: 'apps',
  title: { zh: '工作台', en: 'Apps' },
  icon: <AppstoreOutlined />,
  activeIcon: <AppstoreFilled />,
  load: () => import('./AppsPage'),
})
