"""``make bench``: how fast it is, beside the physical limit, all in one run."""

import asyncio

from tests.bench.messages import main

asyncio.run(main())
