"""Is the server here, on this machine or in this container, ready? Run as a module it answers by its exit code."""

import http.client
import os
import sys


def reason_not_ready(port: int, host: str) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        answer = connection.getresponse()
        return None if answer.status == 200 else f"{answer.status} {answer.read(500).decode(errors='replace')}"
    except (OSError, http.client.HTTPException) as error:
        return str(error)
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(reason_not_ready(int(os.environ["PORT"]), os.environ["ALLOWED_HOSTS"].split(",")[0]))
