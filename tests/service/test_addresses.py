"""Where webhooks may lead, and where not."""

from ipaddress import ip_network

import pytest

from service.addresses import Policy, Target, checked
from service.errors import ServiceError

PUBLIC = ["1.1.1.1", "2606:4700::1111", "100.63.255.255", "172.32.0.1", "192.167.255.255"]
REFUSED = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "169.254.0.1", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1", "3fff::1", "::ffff:127.0.0.1", "::ffff:1.1.1.1",
    "::127.0.0.1", "2002:7f00:1::", "2002:101:101::", "64:ff9b::7f00:1", "64:ff9b::101:101", "64:ff9b:1::1",
    "2001:0:4136:e378::1", "100::1", "4000::1",
]  # fmt: skip


def to(*addresses):
    return lambda host, port: addresses


STRICT = Policy()
ONE = to("1.1.1.1")


def refusal(url, policy=STRICT, resolver=ONE):
    with pytest.raises(ServiceError) as caught:
        checked(url, policy, resolver)
    assert caught.value.code == "webhook_refused"
    return caught.value.detail


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address):
    found = checked("https://news.example/a?b=c", Policy(), to(address))
    assert found == Target(True, "news.example", 443, "/a?b=c", address)


@pytest.mark.parametrize("address", REFUSED)
def test_other_addresses_are_refused_alone_and_beside_a_public_one(address):
    assert "is not a public address" in refusal("https://news.example/", resolver=to(address))
    assert "is not a public address" in refusal("https://news.example/", resolver=to("1.1.1.1", address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]", "0"]
)
def test_other_spellings_of_loopback_are_refused_by_the_systems_resolver(host):
    with pytest.raises(ServiceError, match="is not a public address"):
        checked(f"https://{host}/", Policy())


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://news.example/", "the scheme is http, allowed is https"),
        ("ftp://news.example/", "the scheme is ftp"),
        ("file:///etc/passwd", "the scheme is file"),
        ("news.example", "the scheme is missing"),
        ("https://user@news.example/", "a user, a fragment, or no host"),
        ("https://user:pw@news.example/", "a user, a fragment, or no host"),
        ("https://@news.example/", "a user, a fragment, or no host"),
        ("https:///path", "a user, a fragment, or no host"),
        ("https://news.example/#x", "a user, a fragment, or no host"),
        ("https://news.example:22/", "the port is 22, allowed are 443, 8443"),
        ("https://news.example:0/", "the port is 0"),
        ("https://news.example:99999/", "is not a URL"),
        ("https://[::1/", "is not a URL"),
        ("https://news.example/ x", "printable ASCII"),
        ("https://news.example/\r\nHost: x", "printable ASCII"),
        ("https://news.example\\@127.0.0.1/", "printable ASCII"),
        ("https://新闻.example/", "printable ASCII"),
        ("https://news.example/" + "x" * 2000, "1 to 2000 characters"),
    ],
)
def test_urls_that_are_refused(url, reason):
    assert reason in refusal(url)


def test_plain_http_and_networks_by_setting():
    intranet = Policy(http=True, allow=(ip_network("10.0.0.0/8"),))
    found = checked("http://hooks.intra:9000", intranet, to("10.1.1.1"))
    assert found == Target(False, "hooks.intra", 9000, "/", "10.1.1.1")
    assert checked("http://news.example/", intranet, to("1.1.1.1")).port == 80
    assert "the port is 9000" in refusal("http://news.example:9000/", intranet)
    assert "leads to 192.168.0.1" in refusal("http://hooks.intra/", intranet, to("10.1.1.1", "192.168.0.1"))


def test_a_name_is_resolved_once():
    asked = []

    def resolver(host, port):
        asked.append((host, port))
        return ["1.1.1.1"] if len(asked) == 1 else ["127.0.0.1"]

    assert checked("https://news.example/", Policy(), resolver).address == "1.1.1.1"
    assert asked == [("news.example", 443)]


def test_a_name_without_an_address_or_with_an_impossible_label():
    with pytest.raises(OSError, match="has no address"):
        checked("https://news.example/", Policy(), to())
    with pytest.raises(ServiceError, match="is not a name of a host"):
        checked(f"https://{'x' * 64}.example/", Policy())
