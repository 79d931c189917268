#pragma once
int second(int x);
