"""A closed loop on grpcio and numpy: reads milliseconds from stdin, answers with requests per second.

Every request has a fresh tensor of 150,528 uniform float32 values. Arguments: host:port, connections, outstanding calls
on each. scheduler_pb2 is on the path.
"""

import sys
import threading
import time

import grpc
import numpy
from scheduler_pb2 import InferRequest, InferResponse

VALUES = 3 * 224 * 224


def channel(address, number):
    # Channels of equal arguments would share a connection.
    return grpc.insecure_channel(address, options=[("plumbline.channel", number), ("grpc.use_local_subchannel_pool", 1)])


def lane(call, generator, until, counts, place):
    while time.monotonic() < until:
        request = InferRequest(
            tier=1,
            deadline_ns=time.time_ns() + 100_000_000,
            model_name="resnet50",
            input_tensor=generator.random(VALUES, dtype=numpy.float32),
            input_shape=[1, 3, 224, 224],
        )
        response = call(request)
        if not response.success:
            raise RuntimeError("the scheduler refused a request")
        if time.monotonic() < until:
            counts[place] += 1


def main():
    address, connections, outstanding = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    channels = [channel(address, number) for number in range(connections)]
    calls = [
        c.unary_unary(
            "/scheduler.SchedulerService/Infer",
            request_serializer=InferRequest.SerializeToString,
            response_deserializer=InferResponse.FromString,
        )
        for c in channels
        for _ in range(outstanding)
    ]
    generators = [numpy.random.default_rng(seed) for seed in range(len(calls))]
    for line in sys.stdin:
        seconds = int(line) / 1000
        counts = [0] * len(calls)
        start = time.monotonic()
        threads = [
            threading.Thread(target=lane, args=(call, generator, start + seconds, counts, place))
            for place, (call, generator) in enumerate(zip(calls, generators))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(f"{sum(counts) / seconds:.1f}", flush=True)


main()
