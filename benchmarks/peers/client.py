"""A closed loop on grpcio and numpy: reads turns from stdin, CONNECTIONS OUTSTANDING MILLISECONDS a line, and answers each
with requests per second.

Every request has a fresh tensor of 150,528 uniform float32 values. Argument: host:port. scheduler_pb2 is on the path.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import numpy
from scheduler_pb2 import InferRequest, InferResponse

VALUES = 3 * 224 * 224


def channel(address, number):
    # Channels of equal arguments would share a connection.
    return grpc.insecure_channel(address, options=[("plumbline.channel", number), ("grpc.use_local_subchannel_pool", 1)])


def lane(call, generator, until):
    answered = 0
    while time.monotonic() < until:
        request = InferRequest(
            tier=1,
            deadline_ns=time.time_ns() + 100_000_000,
            model_name="resnet50",
            input_tensor=generator.random(VALUES, dtype=numpy.float32).tolist(),  # Faster than the array itself.
            input_shape=[1, 3, 224, 224],
        )
        response = call(request)
        if not response.success:
            raise RuntimeError("the scheduler refused a request")
        if time.monotonic() < until:
            answered += 1
    return answered


def turn(address, connections, outstanding, seconds):
    channels = [channel(address, number) for number in range(connections)]
    for each in channels:
        grpc.channel_ready_future(each).result(timeout=5)
    calls = [
        each.unary_unary(
            "/scheduler.SchedulerService/Infer",
            request_serializer=InferRequest.SerializeToString,
            response_deserializer=InferResponse.FromString,
        )
        for each in channels
        for _ in range(outstanding)
    ]
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(calls)) as threads:
        lanes = [threads.submit(lane, call, numpy.random.default_rng(seed), until) for seed, call in enumerate(calls)]
        answered = sum(each.result() for each in lanes)
    for each in channels:
        each.close()
    return answered / seconds


for line in sys.stdin:
    connections, outstanding, milliseconds = (int(word) for word in line.split())
    print(f"{turn(sys.argv[1], connections, outstanding, milliseconds / 1000):.1f}", flush=True)
