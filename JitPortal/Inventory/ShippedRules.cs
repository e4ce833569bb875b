using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>
/// The rules that come with the product. Each kind of service has one rule by port, which a host cannot lie about, and one by name for
/// those that listen elsewhere. Ports are those of IANA's registry and of the products' own defaults.
/// </summary>
internal static class ShippedRules
{
    public static IReadOnlyList<SensitivityRule> All { get; } =
    [
        .. Kind(
            "Industrial control",
            Sensitivity.Critical,
            "industrial",
            [
                "102/tcp",
                "502/tcp",
                "789/tcp",
                "1089-1091",
                "1911/tcp",
                "2222/udp",
                "2404/tcp",
                "4840/tcp",
                "4911/tcp",
                "9600",
                "18245/tcp",
                "20000",
                "20547/tcp",
                "34962-34964",
                "44818",
                "47808/udp",
            ],
            [
                "modbus*",
                "iso-tsap",
                "s7*",
                "bacnet*",
                "dnp*",
                "ethernet-ip*",
                "EtherNetIP*",
                "opc*",
                "iec-104",
                "fox",
                "niagara*",
                "profinet*",
                "omron*",
            ]
        ),
        .. Kind(
            "Out-of-band management",
            Sensitivity.Critical,
            "out-of-band",
            ["623/udp", "664/udp", "5120/tcp", "16992-16995/tcp", "17988/tcp", "17990/tcp"],
            ["ipmi*", "asf-rmcp", "amt-soap*", "hp-ilo*", "*idrac*"]
        ),
        .. Kind("Secrets store", Sensitivity.Critical, "secrets", ["8200-8201/tcp", "4001/tcp", "2379-2380/tcp"], ["vault*", "etcd*"]),
        .. Kind(
            "Container and orchestration API",
            Sensitivity.Critical,
            "orchestration",
            ["2375-2377/tcp", "6443/tcp", "10250-10259/tcp", "4646-4648/tcp", "8500-8503/tcp", "8472/udp"],
            ["docker*", "kubernetes*", "kubelet*", "nomad*", "consul*"]
        ),
        .. Kind(
            "Directory and identity",
            Sensitivity.Critical,
            "directory",
            ["88", "389", "464", "636/tcp", "749/tcp", "1812-1813/udp", "3268-3269/tcp", "49/tcp"],
            ["ldap*", "kerberos*", "kpasswd*", "globalcat*", "radius*", "tacacs*"]
        ),
        .. Kind(
            "Database",
            Sensitivity.High,
            "database",
            [
                "1433-1434",
                "1521-1526/tcp",
                "1583/tcp",
                "3050/tcp",
                "3306/tcp",
                "33060/tcp",
                "5432-5434/tcp",
                "5984/tcp",
                "6379-6380/tcp",
                "7000-7001/tcp",
                "7199/tcp",
                "7474/tcp",
                "7687/tcp",
                "8086/tcp",
                "8123/tcp",
                "9042/tcp",
                "9160/tcp",
                "9200/tcp",
                "9300/tcp",
                "11211",
                "16010/tcp",
                "26257/tcp",
                "27017-27020/tcp",
                "28015/tcp",
            ],
            [
                "postgres*",
                "mysql*",
                "mariadb*",
                "ms-sql*",
                "oracle*",
                "redis*",
                "mongod*",
                "mongodb*",
                "cassandra*",
                "couchdb*",
                "elasticsearch*",
                "memcache*",
                "influxdb*",
                "neo4j*",
                "db2*",
                "clickhouse*",
                "cockroach*",
                "firebird*",
                "*sql*",
            ]
        ),
        .. Kind(
            "Remote administration",
            Sensitivity.High,
            "remote-admin",
            [
                "22/tcp",
                "23/tcp",
                "512-514/tcp",
                "830/tcp",
                "992/tcp",
                "2222/tcp",
                "3389",
                "4899/tcp",
                "5631-5632",
                "5800/tcp",
                "5900-5906/tcp",
                "5938/tcp",
                "5985-5986/tcp",
                "6000-6063/tcp",
                "8291/tcp",
                "10000/tcp",
                "20022/tcp",
            ],
            [
                "ssh*",
                "telnet*",
                "ms-wbt-server*",
                "rdp*",
                "vnc*",
                "wsman*",
                "winrm*",
                "rlogin",
                "login",
                "shell",
                "exec",
                "X11*",
                "radmin*",
                "teamviewer*",
                "netconf*",
            ]
        ),
        .. Kind(
            "File share",
            Sensitivity.High,
            "file-share",
            ["20-21/tcp", "69/udp", "111", "137-139", "445/tcp", "548/tcp", "873/tcp", "989-990/tcp", "2049", "3260/tcp", "24007/tcp"],
            ["ftp*", "tftp*", "microsoft-ds*", "netbios*", "smb*", "nfs*", "afp*", "rsync*", "iscsi*", "rpcbind*", "glusterfs*"]
        ),
        .. Kind(
            "Message queue",
            Sensitivity.High,
            "queue",
            [
                "1883/tcp",
                "4222/tcp",
                "4369/tcp",
                "5671-5672/tcp",
                "6650/tcp",
                "8161/tcp",
                "8883/tcp",
                "9092-9094/tcp",
                "15672/tcp",
                "25672/tcp",
                "61613-61616/tcp",
                "2181/tcp",
            ],
            ["mqtt*", "amqp*", "rabbitmq*", "kafka*", "nats*", "activemq*", "zookeeper*", "epmd*", "stomp*"]
        ),
        .. Kind(
            "Network equipment",
            Sensitivity.High,
            "network",
            ["161-162/udp", "179/tcp", "1900/udp", "2000/tcp", "4786/tcp", "8728-8729/tcp"],
            ["snmp*", "bgp*", "smart-install*", "mikrotik*"]
        ),
        .. Kind(
            "Backup",
            Sensitivity.High,
            "backup",
            ["6101-6106/tcp", "8400-8403/tcp", "9101-9103/tcp", "9392/tcp", "10006/tcp", "13720-13724/tcp"],
            ["bacula*", "veeam*", "netbackup*", "commvault*"]
        ),
        .. Kind(
            "Hypervisor",
            Sensitivity.Critical,
            "hypervisor",
            ["902-903/tcp", "8006/tcp", "16509/tcp", "16514/tcp", "9443/tcp"],
            ["vmware*", "libvirt*", "proxmox*"]
        ),
        .. Kind(
            "Monitoring and build",
            Sensitivity.Moderate,
            "operations",
            [
                "3000/tcp",
                "5044/tcp",
                "5601/tcp",
                "5666/tcp",
                "8081/tcp",
                "9090-9100/tcp",
                "9187/tcp",
                "10050-10051/tcp",
                "4440/tcp",
                "50000/tcp",
                "8088/tcp",
                "9418/tcp",
            ],
            ["grafana*", "prometheus*", "kibana*", "nrpe*", "zabbix*", "jenkins*", "gitlab*", "git"]
        ),
        .. Kind(
            "Mail",
            Sensitivity.Moderate,
            "mail",
            ["25/tcp", "110/tcp", "143/tcp", "465/tcp", "587/tcp", "993/tcp", "995/tcp", "4190/tcp"],
            ["smtp*", "pop3*", "imap*", "sieve*", "lmtp*"]
        ),
        .. Kind(
            "Printer",
            Sensitivity.Moderate,
            "printer",
            ["515/tcp", "631", "9100-9107/tcp"],
            ["ipp*", "printer*", "jetdirect*", "lpd*"]
        ),
        .. Kind(
            "Name and time",
            Sensitivity.Moderate,
            "infrastructure",
            ["53", "67-68/udp", "123/udp", "853/tcp", "5353/udp"],
            ["domain*", "dns*", "ntp*", "dhcp*", "mdns*"]
        ),
        .. Kind(
            "Telephony and video",
            Sensitivity.Moderate,
            "telephony",
            ["554/tcp", "1720/tcp", "1935/tcp", "5060-5061", "8554/tcp"],
            ["sip*", "rtsp*", "h323*"]
        ),
        .. Kind(
            "Proxy and tunnel",
            Sensitivity.Moderate,
            "proxy",
            ["500/udp", "1080/tcp", "1194", "1701/udp", "1723/tcp", "3128/tcp", "4500/udp", "51820/udp"],
            ["socks*", "squid*", "openvpn*", "isakmp*", "pptp*", "wireguard*", "http-proxy*"]
        ),
        .. Kind(
            "Debug interface",
            Sensitivity.Critical,
            "debug",
            ["5005/tcp", "5555/tcp", "9229/tcp", "1099/tcp", "8009/tcp", "4848/tcp", "7002/tcp"],
            ["jdwp*", "adb*", "rmiregistry*", "java-rmi*", "ajp13*"]
        ),
    ];

    /// <summary>It is one of them, unchanged.</summary>
    public static bool Holds(SensitivityRuleView rule) =>
        All.Any(s =>
            s.Name == rule.Name
            && s.Sensitivity == rule.Sensitivity
            && string.IsNullOrWhiteSpace(rule.Owner)
            && rule.Products.Count + rule.Cpes.Count + rule.Networks.Count == 0
            && s.Ports.SequenceEqual(rule.Ports)
            && s.Names.SequenceEqual(rule.Names)
            && s.Tags.SequenceEqual(rule.Tags)
        );

    private static SensitivityRule[] Kind(string name, Sensitivity level, string tag, string[] ports, string[] names) =>
        [
            new()
            {
                Name = name,
                Ports = ports,
                Sensitivity = level,
                Tags = [tag],
                Shipped = true,
            },
            new()
            {
                Name = $"{name}, by name",
                Names = names,
                Sensitivity = level,
                Tags = [tag],
                Shipped = true,
            },
        ];
}
