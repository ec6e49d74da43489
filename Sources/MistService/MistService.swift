import AsyncHTTPClient
import Crypto
import CryptoExtras
import GRDB
import Hummingbird
import HummingbirdTLS
import Logging
import Subprocess
